package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FarFiles;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.hub.cache.OfflineSwitch;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.WorkspaceStore;

/// Names of models where a path is asked for, and in saved workspaces.
class HubModelsTest {
    private static final Path SAMPLE = Path.of("assets/sample/base");

    @TempDir Path folder;
    private HubServer server;
    private HubModels models;
    private OfflineSwitch offline;

    @BeforeEach
    void serve() throws IOException {
        server = HubServer.start();
        server.serve("org/name", SAMPLE);
        offline = new OfflineSwitch(folder.resolve("data/work-offline"));
        models = fresh();
    }

    @AfterEach
    void close() throws IOException {
        models.close();
        server.close();
    }

    private HubModels fresh() {
        return HubModels.of(Map.of("HF_ENDPOINT", server.endpoint().toString()), folder, offline);
    }

    @Test
    void pathsOfDisksStayPaths() throws Exception {
        assertThat(models.path("a/b.safetensors")).isEqualTo(Path.of("a/b.safetensors"));
        assertThat(models.path("https://elsewhere.example/org/name"))
                .isEqualTo(Path.of("https://elsewhere.example/org/name"));
        assertThatThrownBy(() -> models.path("hf:org/../name")).isInstanceOf(Failure.class);
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void aNameAsksNothingUntilItIsRead() throws Exception {
        Path path = models.path("hf:org/name");

        assertThat(path).hasToString("hf:org/name");
        assertThat(server.seen()).isEmpty();
        try (var checkpoint = Checkpoints.open(path)) {
            assertThat(checkpoint.tensors()).hasSize(92);
            long before = server.seen().size();
            // What it is known by is asked of the list of files, not of samples of them.
            assertThat(ContentId.of(checkpoint).parts()).hasSize(1);
            assertThat(server.seen()).hasSize((int) before);
        }
    }

    @Test
    void offlineNothingIsAsked() throws Exception {
        offline.turn(true);
        Path path = models.path("hf:org/name");
        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path).close());
        assertThat(failure.problem()).isEqualTo(HubProblem.OFFLINE);
        assertThat(server.seen()).isEmpty();

        offline.turn(false);
        assertThat(offline.isOn()).isFalse();
        Checkpoints.open(models.path("hf:org/name")).close();
        assertThat(server.seen()).isNotEmpty();
    }

    @Test
    void aWorkspaceThatIsOpenedAgainAsksNothing() throws Exception {
        Path file = folder.resolve("study.workbench.json");
        FileItem item =
                new FileItem(
                        "1",
                        models.path("hf:org/name@main"),
                        "name",
                        Role.BASE,
                        Optional.empty(),
                        Optional.empty());
        WorkspaceStore.write(file, WorkspaceState.EMPTY.withItem(item));
        assertThat(Files.readString(file)).contains("\"hf:org/name@main\"");

        try (HubModels later = fresh()) {
            Path read = WorkspaceStore.read(file, later.saved()).file("1").orElseThrow().path();

            assertThat(read).hasToString("hf:org/name@main");
            Failure failure =
                    catchThrowableOfType(Failure.class, () -> Checkpoints.open(read).close());
            assertThat(failure.problem()).isEqualTo(HubProblem.RESTING);
            assertThat(server.seen()).isEmpty();

            FarFiles.of(read).orElseThrow().wake();
            Checkpoints.open(read).close();
            assertThat(server.seen()).isNotEmpty();
        }
    }

    @Test
    void whoNamesAModelWakesIt() throws Exception {
        Path resting = models.saved().path("hf:org/name");
        assertThat(FarFiles.of(resting).orElseThrow().isResting()).isTrue();

        Path named = models.path("hf:org/name");

        assertThat(named).isEqualTo(resting);
        Checkpoints.open(resting).close();
    }

    @Test
    void whatAPersonAsksForNeverRestsBecauseADocumentNamesItToo() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2);
                Hub hub = new Hub(Served.settings(server))) {
            for (int i = 0; i < 2_000; i++) {
                HubName name = HubName.parse("hf:org/name" + i);
                CyclicBarrier start = new CyclicBarrier(2);
                Future<Path> saved =
                        threads.submit(
                                () -> {
                                    start.await();
                                    return hub.restingPath(name);
                                });
                Future<Path> asked =
                        threads.submit(
                                () -> {
                                    start.await();
                                    return hub.path(name);
                                });
                saved.get();
                assertThat(FarFiles.of(asked.get()).orElseThrow().isResting())
                        .as(name.text())
                        .isFalse();
            }
        }
    }
}
