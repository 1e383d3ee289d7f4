"""strands"""
