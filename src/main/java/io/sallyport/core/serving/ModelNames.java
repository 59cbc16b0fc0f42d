package io.sallyport.core.serving;

import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.model.kserve.ModelServer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** By which names a server knows its models: what the annotation {@code sallyport.io/models} says, else what
 * the spec tells, and the TrainedModels. */
final class ModelNames {
    /** Each is some routes for every caller. */
    private static final int MOST = 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?");
    private static final String FIX = "use letters, digits, \".\", \"_\" and \"-\"";

    private ModelNames() {}

    /**
     * Adds what is wrong with them to the faults.
     *
     * @param inPaths whether the protocol puts them into paths; where it does not, any name is fine
     */
    static List<String> read(Model service, ModelServer server, boolean inPaths, List<Fault> faults) {
        Optional<String> annotation = service.annotation(Names.MODELS);
        if (annotation.isPresent()) {
            String path = "metadata.annotations[" + Names.MODELS + "]";
            List<String> names = Stream.of(annotation.get().split(",", -1)).map(String::trim).distinct().toList();
            names.stream().filter(name -> !NAME.matcher(name).matches()).forEach(name -> faults.add(
                    new Fault(path, "has \"" + name + "\", which cannot be part of a path", FIX)));
            if (names.size() > MOST) {
                faults.add(new Fault(path, "has " + names.size() + " names", "write at most " + MOST));
            }
            return names;
        }
        List<String> served = server.container().option("--served-model-name");
        List<String> names = served.isEmpty() || server.container().first("--model_name").isPresent()
                ? List.of(server.modelName())
                : served;
        List<String> plain = names.stream().filter(name -> NAME.matcher(name).matches()).toList();
        if (inPaths && plain.size() < names.size()) {
            names.stream().filter(name -> !plain.contains(name)).forEach(name -> faults.add(new Fault(
                    "spec.predictor (--model_name)", "is \"" + name + "\", which cannot be part of a path", FIX)));
        }
        // KServe names these itself, so that all of them are plain; an object more must not close what is open.
        return Stream.concat((inPaths ? names : plain).stream(), service.trained().stream()).distinct().limit(MOST).toList();
    }
}
