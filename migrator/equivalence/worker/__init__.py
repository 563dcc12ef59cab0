"""What runs beside the programs in the worker processes. Python 3.7 reads all of it; see `serve`."""
