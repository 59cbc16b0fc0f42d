package io.sallyport.cli.serve;

import io.sallyport.cli.input.Environment;
import io.sallyport.cli.input.SettingsOption;
import io.sallyport.cli.output.ExitCode;
import io.sallyport.cli.output.Version;
import io.sallyport.config.Settings;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the webhook and the controller until the process is told to end. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Run the webhook and the controller until SIGTERM. Needs POD_NAMESPACE, POD_NAME and POD_SERVICE_ACCOUNT in the environment.",
        footer = {"", "Exit codes: 0 told to end; 2 the settings or the environment cannot be read; 70 it could not stop writing."})
public final class ServeCommand implements Callable<Integer> {
    private static final Logger LOGGER = LoggerFactory.getLogger(ServeCommand.class);

    private final Map<String, String> environment;
    private final IntConsumer halt;

    @Mixin
    private SettingsOption settings;

    public ServeCommand(Map<String, String> environment, IntConsumer halt) {
        this.environment = environment;
        this.halt = halt;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings read = settings.read();
        LogOutput.use(read.log());
        String namespace = Environment.required(environment, "POD_NAMESPACE");
        String pod = Environment.required(environment, "POD_NAME");
        LOGGER.atInfo().addKeyValue("version", Version.text()).addKeyValue("pod", pod).log("Sallyport starts");
        // As the API server names it in requests.
        String account = "system:serviceaccount:" + namespace + ":" + Environment.required(environment, "POD_SERVICE_ACCOUNT");
        Replica replica = new Replica(read, namespace, pod, account, () -> halt.accept(ExitCode.STUCK));
        AtomicBoolean failed = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(replica, failed), "shutdown"));
        try {
            replica.start();
            new CountDownLatch(1).await();
        } catch (RuntimeException | InterruptedException e) {
            failed.set(true);
            throw e;
        }
        return ExitCode.DONE;
    }

    /** A JVM that is told to end says 143, which Kubernetes shows as an error. */
    private void end(Replica replica, AtomicBoolean failed) {
        replica.close();
        LOGGER.atInfo().log("Sallyport has ended");
        if (!failed.get()) {
            halt.accept(ExitCode.DONE);
        }
    }
}
