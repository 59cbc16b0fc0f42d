package io.sallyport.core.status;

/** What a model's way in is like now. */
public enum ModelState {
    /** It can be called. */
    EXPOSED("Exposed"),
    /** All is there for it to be exposed but the route, which the controller writes next. */
    OPENING("Opening"),
    /** It asks to be exposed, and something is missing. */
    WAITING("Waiting"),
    /** It asks for something that cannot be done. */
    REFUSED("Refused"),
    /** It is not to be exposed, and is not. */
    CLOSED("Closed"),
    /** It is not to be exposed, and its route is still there, which the controller takes away next. */
    CLOSING("Closing");

    private final String text;

    ModelState(String text) {
        this.text = text;
    }

    /** As people and programs read it. */
    public String text() {
        return text;
    }

    /** True while a route leads to the model. */
    public boolean open() {
        return this == EXPOSED || this == CLOSING;
    }
}
