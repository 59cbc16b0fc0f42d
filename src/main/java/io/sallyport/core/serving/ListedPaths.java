package io.sallyport.core.serving;

import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Names;
import io.sallyport.core.serving.Endpoint.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The annotation {@code sallyport.io/paths}: calls of a server that no protocol describes, as {@code POST /model/predict, GET
 * /model/metadata}. Each is one path, whole; nothing in it may mean another to anybody on the way.
 */
final class ListedPaths {
    private static final String PATH = "metadata.annotations[" + Names.PATHS + "]";
    /** Each is a route for every caller. */
    private static final int MOST = 32;
    private static final int LONGEST = 200;
    private static final Pattern CALL = Pattern.compile("(GET|POST)\\s+(/.*)");
    /** No percent sign, no empty segment; the dots are looked at apart. */
    private static final Pattern SEGMENTS = Pattern.compile("(/[A-Za-z0-9._~:@-]+)+");
    private static final Pattern DOTS = Pattern.compile("(^|/)\\.{1,2}(/|$)");
    /** What manages a server or tells of it, of those servers that KServe and vLLM run. */
    private static final Pattern MANAGEMENT = Pattern.compile(
            "(?i).*/metrics(/.*)?|/(stats|prometheus|admin|management|debug|shutdown|sleep|wake_up|is_sleeping|collective_rpc|server_info"
                    + "|reset_prefix_cache|start_profile|stop_profile|load|unload|v2/repository|v1/(un)?load_lora_adapter)(/.*)?"
                    + "|/v2/(models|logging|trace|systemsharedmemory|cudasharedmemory)/.*?(load|unload|setting|register|unregister)"
                    + "|/v2/(logging|trace/setting|systemsharedmemory|cudasharedmemory)(/.*)?");

    private ListedPaths() {}

    /** Adds what is wrong with the annotation to the faults. */
    static List<Call> read(Optional<String> annotation, List<Fault> faults) {
        List<Call> calls = new ArrayList<>();
        for (String entry : annotation.map(text -> text.split(",", -1)).orElse(new String[0])) {
            Matcher matcher = CALL.matcher(entry.trim());
            if (!matcher.matches()) {
                faults.add(new Fault(PATH, "has \"" + entry.trim() + "\"", "write GET or POST and a path, such as POST /model/predict"));
                continue;
            }
            String path = matcher.group(2);
            if (path.length() > LONGEST || !SEGMENTS.matcher(path).matches() || DOTS.matcher(path).find()) {
                faults.add(new Fault(PATH, "has the path \"" + path + "\", which is not one plain path",
                        "write letters, digits and -._~:@ between slashes, without wildcards, dots alone, % or a query"));
            } else if (MANAGEMENT.matcher(path).matches()) {
                faults.add(new Fault(PATH, "has the path \"" + path + "\", by which a server is managed or watched",
                        "leave it out; it is not for clients outside"));
            } else {
                calls.add(new Call(matcher.group(1), path));
            }
        }
        if (calls.size() > MOST) {
            faults.add(new Fault(PATH, "has " + calls.size() + " paths", "write at most " + MOST));
        }
        return calls.stream().distinct().toList();
    }
}
