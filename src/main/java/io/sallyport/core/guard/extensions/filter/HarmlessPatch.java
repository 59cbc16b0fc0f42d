package io.sallyport.core.guard.extensions.filter;

/** One patch of an EnvoyFilter, of which is known that it lets nobody in. */
public sealed interface HarmlessPatch permits FilterInsertion, RouteLimits {}
