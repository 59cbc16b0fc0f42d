package io.sallyport;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rooms that the page for contributors draws, and which of them know which: folders directly below {@code io.sallyport}, and in
 * {@code core} those below it.
 */
record Rooms(Map<String, Set<String>> known) {
    private static final String ROOT = "io.sallyport.";

    static Rooms of(JavaClasses classes) {
        Map<String, Set<String>> known = new TreeMap<>();
        for (JavaClass each : classes) {
            Set<String> rooms = known.computeIfAbsent(room(each), _ -> new TreeSet<>());
            each.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .map(JavaClass::getBaseComponentType)
                    .filter(target -> target.getPackageName().startsWith(ROOT))
                    .map(Rooms::room)
                    .filter(room -> !room.equals(room(each)))
                    .forEach(rooms::add);
        }
        return new Rooms(known);
    }

    /** Mermaid, without the arrows that follow from others. */
    String drawing() {
        var drawing = new StringBuilder("```mermaid\nflowchart LR\n");
        known.forEach((room, others) -> others.stream()
                .filter(other -> others.stream().noneMatch(between -> reaches(between, other)))
                .forEach(other -> drawing.append("  ").append(room).append(" --> ").append(other).append('\n')));
        return drawing.append("```\n").toString();
    }

    private boolean reaches(String room, String other) {
        return known.getOrDefault(room, Set.of()).stream().anyMatch(next -> next.equals(other) || reaches(next, other));
    }

    private static String room(JavaClass each) {
        if (each.getPackageName().length() < ROOT.length()) {
            return "Main";
        }
        String[] folders = each.getPackageName().substring(ROOT.length()).split("\\.");
        return folders[0].equals("core") ? "core/" + folders[1] : folders[0];
    }
}
