package org.taskvectors.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;

/// Workspaces that a person saved somewhere.
class NamedWorkspaceTest {
    @TempDir private Path folder;

    private static FileItem item(String id, Path path) {
        return new FileItem(id, path, id, Role.BASE, Optional.empty(), Optional.empty());
    }

    private static WorkspaceState state(Path study, Path outside) {
        Path model = study.resolve("models").resolve("süß 模型");
        return WorkspaceState.EMPTY
                .withName("study")
                .withItem(item("in", model))
                .withItem(item("out", outside))
                .withItem(
                        new EvaluationItem(
                                "e",
                                "e",
                                study.resolve("study.evaluations").resolve("e.jsonl"),
                                "",
                                true,
                                ""))
                .withItem(
                        new TrainingItem(
                                "t",
                                "t",
                                study.resolve("study.trainings").resolve("t"),
                                "",
                                TrainingItem.Standing.DONE,
                                ""))
                .withChoice("extract.base", model.toString())
                .withChoice("extract.tuned", outside.toString())
                .withChoice("compare.measure", "norm")
                .withRecent(model);
    }

    @Test
    void aFolderThatMovesAsAWholeOpensAsItWas() throws IOException {
        Path study = Files.createDirectory(folder.resolve("study"));
        Path outside = folder.resolve("study-other").resolve("base");
        Path file = study.resolve("study.workbench.json");
        WorkspaceStore.write(file, state(study, outside));
        assertThat(file).content().doesNotContain(study + "/").contains(outside.toString());

        Path moved = folder.resolve("elsewhere");
        Files.move(study, moved);
        try (WorkspaceStore store = WorkspaceStore.open(moved.resolve("study.workbench.json"))) {
            assertThat(store.notice()).isEmpty();
            assertThat(store.workspace().state()).isEqualTo(state(moved, outside));
            store.workspace().update(now -> now.withName("again"));
        }
        try (WorkspaceStore store = WorkspaceStore.open(moved.resolve("study.workbench.json"))) {
            assertThat(store.workspace().state())
                    .isEqualTo(state(moved, outside).withName("again"));
        }
    }

    @Test
    void oneThatIsNewIsCalledAsItsFile() {
        Path file = folder.resolve("two bases.v2.workbench.json");
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            assertThat(store.workspace().state().name()).isEqualTo("two bases.v2");
        }
    }

    @Test
    void theProgramsOwnKeepsWholePathsForOlderVersions() throws IOException {
        Path own = folder.resolve("workspace.json");
        Path model = folder.resolve("sample").resolve("base");
        WorkspaceStore.write(own, WorkspaceState.EMPTY.withItem(item("s", model)));
        assertThat(own).content().contains(model.toString());
    }

    @Test
    void aDamagedOneIsKeptAsideUnderItsOwnName() throws IOException {
        Path file = Files.writeString(folder.resolve("study.workbench.json"), "{");
        assertThatThrownBy(() -> WorkspaceStore.read(file))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> assertThat(e.problem()).isEqualTo(WorkspaceProblem.DAMAGED));
        WorkspaceStore.open(file).close();
        assertThat(folder.resolve("study.workbench-damaged-1.json")).hasContent("{");
    }

    @Test
    void theRecentOnesAreRememberedNewestFirst() throws IOException {
        Path list = folder.resolve("data").resolve("workspaces.json");
        RecentWorkspaces recent = new RecentWorkspaces(list);
        assertThat(recent.list()).isEmpty();
        Path a = folder.resolve("a.workbench.json");
        Path b = folder.resolve("b.workbench.json");
        recent.opened(a);
        recent.opened(b);
        new RecentWorkspaces(list).opened(a);
        assertThat(recent.list()).containsExactly(a, b);
        recent.forget(a);
        assertThat(recent.list()).containsExactly(b);
        for (int i = 0; i < 30; i++) {
            recent.opened(folder.resolve(i + ".workbench.json"));
        }
        assertThat(recent.list()).hasSize(12).startsWith(folder.resolve("29.workbench.json"));
        Files.writeString(list, "[\"relative\", 3");
        assertThat(recent.list()).isEmpty();
        recent.opened(b);
        assertThat(recent.list()).containsExactly(b);
    }
}
