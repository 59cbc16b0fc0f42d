package io.sallyport.cli.input;

import java.util.Map;

/** What a Pod tells the program in its environment. */
public final class Environment {
    private Environment() {}

    /** @throws UnreadableInput saying how a Pod sets it */
    public static String required(Map<String, String> environment, String variable) {
        String value = environment.getOrDefault(variable, "");
        if (value.isEmpty()) {
            throw new UnreadableInput(variable + " is not set: take it from the Pod with valueFrom.fieldRef, as the chart does");
        }
        return value;
    }
}
