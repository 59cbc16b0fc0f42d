package io.sallyport.core.guard.message;

/**
 * Something in an EnvoyFilter of which it is not known that it lets nobody in.
 *
 * @param path    the field's path, such as {@code spec.configPatches[0].patch.operation}
 * @param problem what is wrong there, in words that follow the path
 * @param fix     what would be allowed instead, as an imperative
 */
public record Unlisted(String path, String problem, String fix) {}
