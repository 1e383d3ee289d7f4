"""How fast and how good the hub is, measured beside others on the same machine in the same run: `make bench`."""
