"""The safeguarding hub: one screening front door for concerns about children and adults."""
