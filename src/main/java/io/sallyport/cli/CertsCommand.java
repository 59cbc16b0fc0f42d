package io.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.output.ExitCode;
import io.sallyport.cli.output.Reason;
import io.sallyport.cli.output.Version;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.model.Json;
import io.sallyport.tls.CertificateAuthority;
import io.sallyport.tls.CertificateRotation;
import io.sallyport.tls.StoredCertificates;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Certificates for mode {@code provided}, where somebody wants to keep them in their own hands. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = CertsCommand.Create.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Make certificates by hand, for tls.mode=provided. In the other modes nobody needs this.")
final class CertsCommand {

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = {
                "Make a CA and a serving certificate for the webhook's Service.",
                "The CA's key is thrown away: what it signed stays good, and nobody can sign anything else with it."
            },
            footer = {
                "",
                "Exit codes: 0 made; 1 files are there or cannot be written; 2 the command line cannot be read.",
                "",
                "Example:",
                "  sallyport certs create --service sallyport --namespace sallyport --out certs --secret > secret.yaml",
                "  kubectl apply -f secret.yaml",
                "  helm upgrade --install sallyport charts/sallyport -n sallyport --reset-then-reuse-values --force-conflicts \\",
                "    --set tls.mode=provided --set-file tls.provided.caBundle=certs/ca.crt"
            })
    static final class Create implements Callable<Integer> {
        private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
        private static final int LONGEST_DAYS = 3650;

        @Option(names = "--service", required = true, paramLabel = "NAME", description = "The webhook's Service.")
        private String service;

        @Option(names = "--namespace", required = true, paramLabel = "NS", description = "The Service's namespace.")
        private String namespace;

        @Option(
                names = "--cluster-domain",
                paramLabel = "DOMAIN",
                defaultValue = "cluster.local",
                description = "The cluster's DNS domain. Default: ${DEFAULT-VALUE}.")
        private String clusterDomain;

        @Option(
                names = "--days",
                paramLabel = "N",
                defaultValue = "365",
                description = "How long both certificates are good for. Default: ${DEFAULT-VALUE}.")
        private int days;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description = "Write ca.crt, tls.crt and tls.key into this folder. Existing files are not touched.")
        private Optional<Path> folder = Optional.empty();

        @Option(names = "--secret", description = "Print the Kubernetes Secret as YAML.")
        private boolean printSecret;

        @Option(
                names = "--secret-name",
                paramLabel = "NAME",
                defaultValue = "sallyport-tls",
                description = "The Secret's name. Default: ${DEFAULT-VALUE}.")
        private String secretName;

        @Spec
        private CommandSpec command;

        @Override
        public Integer call() {
            check();
            Map<String, String> files = issue();
            if (folder.isPresent()) {
                Optional<String> fault = write(folder.get(), files);
                if (fault.isPresent()) {
                    command.commandLine().getErr().println(fault.get());
                    return ExitCode.REFUSED;
                }
            }
            if (printSecret) {
                PrintWriter out = command.commandLine().getOut();
                out.print(YamlText.written(List.of(secret(files))));
                out.flush();
            }
            return ExitCode.DONE;
        }

        private void check() {
            if (folder.isEmpty() && !printSecret) {
                refuse("nothing to do with the certificates: give --out DIR, --secret, or both");
            }
            if (days < 1 || days > LONGEST_DAYS) {
                refuse("--days is " + days + ": give 1 to " + LONGEST_DAYS);
            }
            if (!DNS_LABEL.matcher(service).matches()) {
                refuse("--service is \"" + service + "\": give the name of a Service");
            }
            if (!DNS_LABEL.matcher(namespace).matches()) {
                refuse("--namespace is \"" + namespace + "\": give the name of a namespace");
            }
        }

        private void refuse(String reason) {
            throw new ParameterException(command.commandLine(), reason);
        }

        private Map<String, String> issue() {
            Duration life = Duration.ofDays(days);
            var issuer = new CertificateAuthority(Clock.systemUTC(), new SecureRandom(), life, life);
            StoredCertificates made = CertificateRotation.forService(issuer, service, namespace, clusterDomain)
                    .renewed(StoredCertificates.NONE);
            Map<String, String> files = new LinkedHashMap<>();
            files.put("ca.crt", made.authorities());
            files.put("tls.crt", made.chain());
            files.put("tls.key", made.key());
            return files;
        }

        /** @return what went wrong, if anything did */
        private Optional<String> write(Path target, Map<String, String> files) {
            for (String file : files.keySet()) {
                if (Files.exists(target.resolve(file))) {
                    return Optional.of(
                            target.resolve(file) + " is there already: give another folder, or remove it first");
                }
            }
            try {
                Files.createDirectories(target);
                for (Map.Entry<String, String> file : files.entrySet()) {
                    Path path = target.resolve(file.getKey());
                    createFor(path, file.getKey().endsWith(".key") ? "rw-------" : "rw-r--r--");
                    Files.writeString(path, file.getValue(), StandardCharsets.US_ASCII);
                    command.commandLine().getErr().println("wrote " + path);
                }
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of(target + " cannot be written: " + Reason.of(e));
            }
        }

        /** With these rights from the start, so that nobody can read the key in between. */
        private static void createFor(Path path, String rights) throws IOException {
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights)));
            } else {
                Files.createFile(path);
            }
        }

        private JsonNode secret(Map<String, String> files) {
            Map<String, String> data = new LinkedHashMap<>();
            files.forEach((key, pem) ->
                    data.put(key, Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII))));
            return Json.object(
                    "apiVersion", "v1",
                    "kind", "Secret",
                    "metadata", Json.object("name", secretName, "namespace", namespace),
                    "type", "kubernetes.io/tls",
                    "data", data);
        }
    }
}
