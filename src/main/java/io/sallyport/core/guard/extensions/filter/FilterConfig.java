package io.sallyport.core.guard.extensions.filter;

/** The configuration of a filter, as far as the guard knows its fields. */
public sealed interface FilterConfig permits Buffer, Compressor, Cors, GrpcStats, GrpcWeb, LocalRateLimit {}
