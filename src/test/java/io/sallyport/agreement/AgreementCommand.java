package io.sallyport.agreement;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.sallyport.agreement.grammar.Dice;
import io.sallyport.agreement.grammar.TokenPress;
import io.sallyport.agreement.wire.Callers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks the real gateway and the evaluator the same questions. */
@Command(
        name = "agreement",
        mixinStandardHelpOptions = true,
        description = "Random policies and requests: do the real gateway and the evaluator say the same?",
        footer = "exit code: 0 if they do, 1 if they do not")
final class AgreementCommand implements Callable<Integer> {
    @Option(names = "--seed", description = "repeats an earlier run (default: one by chance, which is printed)")
    private Long seed;

    @Option(names = "--sets", defaultValue = "300", description = "how many sets of policies (default: ${DEFAULT-VALUE})")
    private int sets;

    @Option(names = "--first", defaultValue = "0", description = "the number of the first one (default: ${DEFAULT-VALUE})")
    private long first;

    @Option(names = "--requests", defaultValue = "200", description = "how many requests for each (default: ${DEFAULT-VALUE})")
    private int requests;

    @Option(names = "--lanes", defaultValue = "3", description = "how many gateways side by side (default: ${DEFAULT-VALUE})")
    private int lanes;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new AgreementCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        long chosen = seed == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) : seed;
        System.err.printf("seed %d%n", chosen);
        var tally = new Tally(System.out);
        var press = new TokenPress();
        try (KubernetesClient client = new KubernetesClientBuilder().build();
                var gateways = new Lanes(client, lanes, press.requestAuthentication());
                var callers = new Callers();
                ExecutorService threads = Executors.newFixedThreadPool(lanes)) {
            var next = new AtomicLong(first);
            List<Future<?>> runs = new ArrayList<>();
            for (Lane lane : gateways.all()) {
                runs.add(threads.submit(() -> {
                    while (tally.rounds() < sets) {
                        long number = next.getAndIncrement();
                        new Trial(lane, callers, press, tally).run(new Dice(chosen, number), number, requests);
                        if (tally.rounds() % 50 == 0) {
                            System.err.println(tally.summary());
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        }
        System.out.printf("seed %d: %s%n", chosen, tally.summary());
        return tally.agreed() ? 0 : 1;
    }
}
