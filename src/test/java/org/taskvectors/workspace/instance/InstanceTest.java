package org.taskvectors.workspace.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.ChildJvm;
import org.taskvectors.file.Failure;
import org.taskvectors.workspace.WorkspaceProblem;

class InstanceTest {
    @TempDir private Path folder;
    private Path workspace;
    private Path addresses;

    @BeforeEach
    void places() throws IOException {
        workspace = Files.createDirectory(folder.resolve("real")).resolve("a.json");
        addresses = folder.resolve("windows");
    }

    private Instance claimed() {
        Claim claim = Instance.claim(workspace, addresses, HandOver.FRONT);
        assertThat(claim).isInstanceOf(Claim.Ours.class);
        return ((Claim.Ours) claim).instance();
    }

    private String elsewhere(Path asWorkspace) throws Exception {
        return ChildJvm.run(
                        List.of(),
                        Claiming.class,
                        asWorkspace.toString(),
                        addresses.toString(),
                        folder.resolve("x.safetensors").toString())
                .strip();
    }

    private List<Path> addressFiles() throws IOException {
        try (Stream<Path> files = Files.list(addresses)) {
            return files.toList();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aSecondStartHandsOverWhateverLinkItCameBy() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
        List<HandOver> came = new CopyOnWriteArrayList<>();
        try (Instance first = claimed()) {
            first.onHandOver(Runnable::run, came::add);
            assertThat(elsewhere(link.resolve("a.json"))).isEqualTo("HandedOver");
        }
        assertThat(came)
                .containsExactly(new HandOver(List.of(folder.resolve("x.safetensors")), true));
        assertThat(elsewhere(workspace)).isEqualTo("Ours");
    }

    @Test
    void anotherWorkspaceIsNobodysBusiness() throws Exception {
        try (Instance first = claimed()) {
            assertThat(elsewhere(workspace.resolveSibling("b.json"))).isEqualTo("Ours");
            assertThat(first.file()).isEqualTo(folder.toRealPath().resolve("real/a.json"));
        }
    }

    @Test
    void whereTheWindowDoesNotAnswerTheLockDecides() throws Exception {
        try (Instance first = claimed()) {
            for (Path address : addressFiles()) {
                Files.delete(address);
            }
            assertThat(elsewhere(workspace)).isEqualTo("Elsewhere");
            assertThat(first.notice()).isEmpty();
        }
    }

    @Test
    void aWindowWhoseLockFileWasRemovedStillAnswers() throws Exception {
        List<HandOver> came = new CopyOnWriteArrayList<>();
        try (Instance first = claimed()) {
            first.onHandOver(Runnable::run, came::add);
            Files.delete(workspace.resolveSibling(".a.json.lock"));
            assertThat(elsewhere(workspace)).isEqualTo("HandedOver");
            assertThat(elsewhere(workspace)).as("a third one, too").isEqualTo("HandedOver");
        }
        assertThat(came).hasSize(2);
        assertThat(elsewhere(workspace)).isEqualTo("Ours");
    }

    @Test
    void whatAKilledProcessLeftMeansNothing() throws Exception {
        Files.createFile(workspace.resolveSibling(".a.json.lock"));
        claimed().close();
        Path address = folder.resolve("windows");
        assertThat(address).isEmptyDirectory();
        assertThat(workspace.resolveSibling(".a.json.lock")).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theAddressIsForItsUserOnly() throws Exception {
        try (Instance first = claimed()) {
            Path address = addressFiles().getFirst();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(address)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(addresses)))
                    .isEqualTo("rwx------");
            assertThat(first.notice()).isEmpty();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aFolderThatNobodyMayWriteGivesAReadOnlyWorkspace() throws Exception {
        Path sealed = workspace.getParent();
        Files.setPosixFilePermissions(sealed, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            if (Files.isWritable(sealed)) {
                return; // The administrator may write everywhere.
            }
            Claim claim = Instance.claim(workspace, addresses, HandOver.FRONT);
            assertThat(claim).isInstanceOf(Claim.Elsewhere.class);
            Failure why = ((Claim.Elsewhere) claim).why();
            assertThat(why.problem()).isEqualTo(WorkspaceProblem.READ_ONLY);
        } finally {
            Files.setPosixFilePermissions(sealed, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
