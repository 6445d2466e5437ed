"""Stochastic computing: numbers as streams of bits, products as gates, around one leaky integrate-and-fire step."""
