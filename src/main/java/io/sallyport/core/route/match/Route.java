package io.sallyport.core.route.match;

/**
 * One entry of a gateway's routes.
 *
 * @param path   the field's path, such as {@code spec.http[0].match[1]}
 * @param match  what it takes
 * @param action what it does with it
 */
public record Route(String path, RouteMatch match, RouteAction action) {}
