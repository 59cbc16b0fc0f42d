package io.sallyport.controller.guard;

/** The reasons of the Events about the guard itself; {@code src/site/markdown/events.md} says what to do about each. */
public enum GuardReason {
    /** It was seen to refuse, and fails closed from now on. */
    ARMED("Normal", "GuardArmed"),
    /** A write that has to be refused would be accepted. */
    NOT_ASKED("Warning", "GuardNotAsked"),
    /** All that it rests on carries another revision of our release. */
    UPGRADED("Normal", "GuardUpgraded"),
    /** Something that it rests on is gone. */
    REMOVED("Warning", "GuardRemoved"),
    /** Something that it rests on was changed. */
    CHANGED("Warning", "GuardChanged"),
    /** Something of ours at the gateway was changed or deleted in spite of it, and was put back. */
    REPAIRED("Warning", "GuardRepaired"),
    /** A setting names something that is not there. */
    MISSED("Warning", "SettingsMissed"),
    /** A stored object is such that its write would be refused now. */
    WOULD_REFUSE("Warning", "GuardWouldRefuse");

    private final String type;
    private final String text;

    GuardReason(String type, String text) {
        this.type = type;
        this.text = text;
    }

    /** The Event's type. */
    public String type() {
        return type;
    }

    /** The Event's reason. */
    public String text() {
        return text;
    }
}
