package io.sallyport.core.policy.space;

/** What a client picks about a request. */
public sealed interface Attribute {

    /** The path without its query, as the gateway has normalised it. */
    record Path() implements Attribute {}

    /** The path with its query, which is what the header {@code :path} holds. */
    record FullPath() implements Attribute {}

    record Method() implements Attribute {}

    /** With its port, if the client sent one. */
    record Host() implements Attribute {}

    record Scheme() implements Attribute {}

    /** Of the listener that took the connection. */
    record Port() implements Attribute {}

    /** @param name in lower case */
    record Header(String name) implements Attribute {}

    /** @param text what is true or not, for people and to tell one from another: {@code source.ip in [10.0.0.0/8]} */
    record Condition(String text) implements Attribute {}

    Attribute PATH = new Path();
    Attribute FULL_PATH = new FullPath();
    Attribute METHOD = new Method();
    Attribute HOST = new Host();
    Attribute SCHEME = new Scheme();
    Attribute PORT = new Port();
}
