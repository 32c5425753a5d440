"""One module per upstream: list what exists, fetch it, parse it. A source knows neither the store nor the releases."""
