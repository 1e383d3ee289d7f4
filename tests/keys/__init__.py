"""Tests of keys changed while the hub works: rotation, killing it half-way, escrow."""
