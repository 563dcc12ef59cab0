"""The numeric harness: is the migrated program the same function as the original?"""
