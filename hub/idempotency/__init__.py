"""idempotency"""
