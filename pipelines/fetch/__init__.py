"""Bytes over HTTP, politely and boundedly: whole bodies, and members of remote zips by range."""
