package io.sallyport.cli;

import io.sallyport.config.Settings;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the webhook and the controller until the process is told to end. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Run the webhook and the controller until SIGTERM. Needs POD_NAMESPACE and POD_NAME in the environment.",
        footer = {"", "Exit codes: 0 told to end; 2 the settings or the environment cannot be read; 70 it could not stop writing."})
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOGGER = LoggerFactory.getLogger(ServeCommand.class);

    private final Map<String, String> environment;
    private final Runnable stuck;

    @Mixin
    private SettingsOption settings;

    ServeCommand(Map<String, String> environment, Runnable stuck) {
        this.environment = environment;
        this.stuck = stuck;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings read = settings.read();
        String namespace = Environment.required(environment, "POD_NAMESPACE");
        String pod = Environment.required(environment, "POD_NAME");
        LOGGER.atInfo().addKeyValue("version", Version.text()).addKeyValue("pod", pod).log("Sallyport starts");
        Replica replica = new Replica(read, namespace, pod, stuck);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(
                () -> {
                    replica.close();
                    LOGGER.atInfo().log("Sallyport has ended");
                    ended.countDown();
                },
                "shutdown"));
        replica.start();
        ended.await();
        return ExitCode.DONE;
    }
}
