package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.PathReader;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.RecentWorkspaces;

class StartTest {
    @TempDir private Path folder;
    private DataFolder data;

    @BeforeEach
    void data() {
        data = new DataFolder(folder.resolve("data"));
    }

    @Test
    void atFirstTheProgramsOwnIsOpened() throws Exception {
        Start start = Start.of(List.of("a.safetensors", "--sample"), data, PathReader.ofDisks());
        assertThat(start.workspace()).isEqualTo(data.workspaceFile());
        assertThat(start.asked().sample()).isTrue();
        assertThat(start.asked().paths())
                .containsExactly(Path.of("a.safetensors").toAbsolutePath());
        assertThat(start.notice()).isEmpty();
        assertThat(start.handedOver())
                .isEqualTo(
                        "The window is open already: it came to the front, and opens the path and"
                                + " the sample.");
    }

    @Test
    void aWorkspaceThatIsNamedIsOpenedEvenIfItIsNew() throws Exception {
        Path study = folder.resolve("study.workbench.json");
        Start start = Start.of(List.of("x", study.toString()), data, PathReader.ofDisks());
        assertThat(start.workspace()).isEqualTo(study);
        assertThat(start.asked().paths()).containsExactly(Path.of("x").toAbsolutePath());
        assertThat(WorkspaceHome.of(study, data).history().getFileName())
                .hasToString("study.sandbox-history.jsonl");
        assertThat(WorkspaceHome.of(folder.resolve("llama3.1.workbench.json"), data).history())
                .as("no file is that of llama3.2, too")
                .hasFileName("llama3.1.sandbox-history.jsonl");
        assertThat(WorkspaceHome.of(data.workspaceFile(), data).evaluations().getFileName())
                .hasToString("evaluations");
    }

    @Test
    void oneWindowShowsOneWorkspace() {
        assertThatThrownBy(
                        () ->
                                Start.of(
                                        List.of("a.workbench.json", "b.workbench.json"),
                                        data,
                                        PathReader.ofDisks()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("one workspace");
    }

    @Test
    void theLastOneIsOpenedWhereItIsStillThere() throws Exception {
        Path study = Files.writeString(folder.resolve("study.workbench.json"), "{}");
        new RecentWorkspaces(data.recentWorkspaces()).opened(study);
        assertThat(Start.of(List.of(), data, PathReader.ofDisks()).workspace()).isEqualTo(study);
        Files.delete(study);
        Start without = Start.of(List.of(), data, PathReader.ofDisks());
        assertThat(without.workspace()).isEqualTo(data.workspaceFile());
        assertThat(without.notice())
                .hasValueSatisfying(
                        notice -> assertThat(notice.problem()).isEqualTo(FileProblem.NOT_FOUND));
    }
}
