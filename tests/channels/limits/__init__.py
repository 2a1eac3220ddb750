"""Tests of the limits of the gateways."""
