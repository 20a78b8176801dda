package org.taskvectors.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.taskvectors.file.Failure;
import org.taskvectors.hub.HubClient;
import org.taskvectors.hub.HubName;
import org.taskvectors.hub.HubProblem;
import org.taskvectors.hub.HubSettings;
import org.taskvectors.hub.cache.CacheLayout;
import org.taskvectors.hub.cache.CachedSnapshot;
import org.taskvectors.hub.cache.Fetch;
import org.taskvectors.hub.cache.FilesToFetch;
import org.taskvectors.hub.cache.HoldableFiles;
import org.taskvectors.hub.cache.HubRemote;
import org.taskvectors.job.CancelledException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Fetches a model from the hub.
@Command(
        name = "fetch",
        description =
                "Fetches what a model needs from the hub into the hub's own cache, where"
                        + " transformers and this program find it: one format of its weights,"
                        + " tokenizer and configuration. A fetch that was stopped goes on where it"
                        + " stood.")
final class FetchCommand implements Callable<Integer> {
    private static final int MOST_CONNECTIONS = 32;

    /// Reads where the hub and its cache are.
    @FunctionalInterface
    interface Settings {
        /// @throws Failure if the environment says what cannot be used
        HubSettings read() throws Failure;
    }

    private final Session session;
    private final Settings settings;

    @Parameters(
            paramLabel = "MODEL",
            description =
                    "hf:org/name, hf:org/name@revision, hf:org/name:file, the same without hf:, or"
                            + " the address of its page.")
    private String name;

    @Option(
            names = "--file",
            paramLabel = "PATTERN",
            description =
                    "Fetch the files with such names and no others: \"*Q4_K_M*\", \"*.json\","
                            + " unet/. Can be given several times.")
    private List<String> patterns = new ArrayList<>();

    @Option(
            names = "--dry-run",
            description = "Say which files would be fetched, with their sizes, and end there.")
    private boolean dryRun;

    private int connections = Fetch.CONNECTIONS;

    @Mixin private OutputOptions output = new OutputOptions();
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FetchCommand(Session session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "How many pieces come at once; 8 by default.")
    void setConnections(int wanted) {
        if (wanted < 1 || wanted > MOST_CONNECTIONS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--connections: " + wanted + " is not between 1 and " + MOST_CONNECTIONS);
        }
        connections = wanted;
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        HubSettings hub = settings.read();
        HubName model = HubName.parseMeant(name, hub.endpoint());
        CacheLayout layout = new CacheLayout(hub.cache(), model.repository());
        try (HubClient client = new HubClient(hub)) {
            HubRemote remote;
            try {
                remote =
                        session.run(
                                "Asking the hub",
                                (_, cancellation) ->
                                        new HubRemote(
                                                client, client.repository(model, cancellation)));
            } catch (Failure e) {
                Optional<CachedSnapshot> found = instead(e, model, layout);
                if (found.isEmpty()) {
                    throw e;
                }
                write(FetchReport.ofCache(model, found.get(), e));
                return 0;
            }
            write(fetched(model, layout, remote));
            return 0;
        }
    }

    private FetchReport fetched(HubName model, CacheLayout layout, HubRemote remote)
            throws IOException, CancelledException {
        Fetch fetch = new Fetch(layout, remote, model.revisionOrMain(), connections);
        FilesToFetch files = chosen(model, layout, remote);
        FetchReport report = FetchReport.before(model, fetch, files);
        if (dryRun) {
            return report;
        }
        files.requireChoice();
        return report.with(
                session.run(
                        "Fetching " + model.text(),
                        (progress, cancellation) ->
                                fetch.run(files.chosen(), progress, cancellation)));
    }

    private FilesToFetch chosen(HubName model, CacheLayout layout, HubRemote remote)
            throws Failure {
        HoldableFiles holdable = HoldableFiles.of(layout, remote);
        FilesToFetch files = FilesToFetch.of(holdable.files()).noting(holdable.notes());
        List<String> wanted = new ArrayList<>(patterns);
        if (model.file().isPresent()) {
            String file = model.file().get();
            boolean isFile = remote.repository().file(file).isPresent();
            if (isFile) {
                layout.pointer(remote.commit(), file);
            }
            wanted.add(isFile ? file : file + "/");
        }
        return wanted.isEmpty() ? files : files.matching(wanted);
    }

    /// What the cache has, where the hub cannot be asked and the whole model is there.
    private Optional<CachedSnapshot> instead(Failure failure, HubName model, CacheLayout layout)
            throws Failure {
        boolean isUnasked =
                failure.problem() == HubProblem.OFFLINE
                        || failure.problem() == HubProblem.UNREACHABLE;
        if (dryRun || !isUnasked || !patterns.isEmpty() || model.file().isPresent()) {
            return Optional.empty();
        }
        Optional<CachedSnapshot> found = CachedSnapshot.find(layout, model.revisionOrMain());
        return found.isPresent() && found.get().isComplete() ? found : Optional.empty();
    }

    private void write(FetchReport report) {
        if (output.isJson()) {
            Json.print(report.json(session), session.out());
        } else {
            report.print(session.out());
        }
    }
}
