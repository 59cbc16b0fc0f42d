package io.sallyport.core.model.caller;

import java.util.ArrayList;
import java.util.List;

/** A list of texts with commas between them, in which a backslash takes its meaning from the next comma or backslash. */
final class Entries {
    private Entries() {}

    /** At least one entry, each without the space around it. */
    static List<String> of(String text) {
        List<String> entries = new ArrayList<>();
        var entry = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            boolean escapes = each == '\\' && i + 1 < text.length() && (text.charAt(i + 1) == ',' || text.charAt(i + 1) == '\\');
            if (escapes) {
                i++;
                entry.append(text.charAt(i));
            } else if (each == ',') {
                entries.add(entry.toString().strip());
                entry.setLength(0);
            } else {
                entry.append(each);
            }
        }
        entries.add(entry.toString().strip());
        return entries;
    }
}
