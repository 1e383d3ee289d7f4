"""Law and policy as dated, sourced data, and the pure functions that apply it. No Flask, no database, no clock."""
