"""Programs that run in the peers' own environment and answer on their standard output; none imports the hub."""
