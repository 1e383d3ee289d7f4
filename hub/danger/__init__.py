"""danger"""
