"""Tests of the room front_door."""
