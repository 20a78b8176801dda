package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.cli.PlaceDrawer;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.WorkspaceStore;
import org.testfx.framework.junit5.ApplicationExtension;

/// Places that are drawn without a display, on a workspace that is left alone.
@ExtendWith(ApplicationExtension.class)
class PlacePicturesTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir private Path folder;
    private DataFolder data;

    @BeforeEach
    void save() throws IOException {
        data = new DataFolder(folder.resolve("data"));
        Path model = TestCheckpoint.llama(folder.resolve("base.safetensors"), 1);
        WorkspaceState state =
                WorkspaceState.EMPTY
                        .withName("Trials")
                        .withItem(
                                new FileItem(
                                        "b",
                                        model,
                                        "my base",
                                        Role.BASE,
                                        Optional.empty(),
                                        Optional.empty()));
        try (WorkspaceStore store = WorkspaceStore.open(data.workspaceFile())) {
            store.workspace().update(_ -> state);
        }
        Files.setLastModifiedTime(data.workspaceFile(), LONG_AGO);
    }

    private static PlaceDrawer.Request request(PlaceDrawer.Place place, int scale) {
        return new PlaceDrawer.Request(
                place,
                Optional.empty(),
                1000,
                600,
                scale,
                Optional.of(PlaceDrawer.Theme.DARK),
                Duration.ofMinutes(2));
    }

    private PlaceDrawer.Drawing draw(PlaceDrawer.Request request) throws Exception {
        return new PlacePictures("Program 1", data, NoHub.in(data))
                .draw(request, new Cancellation());
    }

    @Test
    void drawsThePlaceAndLeavesTheWorkspaceAlone() throws Exception {
        String before = Files.readString(data.workspaceFile());
        PlaceDrawer.Drawing drawing = draw(request(PlaceDrawer.Place.LIBRARY, 2));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(drawing.picture().png()));
        assertThat(image.getWidth()).isEqualTo(2000);
        assertThat(image.getHeight()).isEqualTo(1200);
        assertThat(new String(drawing.picture().png(), StandardCharsets.ISO_8859_1))
                .contains("Library", "Program 1", "Trials", "dark theme");
        assertThat(drawing.name()).isEqualTo("Trials");
        assertThat(image.getRGB(1990, 1100) & 0xff).as("a dark background").isLessThan(80);
        assertThat(Files.readString(data.workspaceFile())).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(data.workspaceFile())).isEqualTo(LONG_AGO);
        assertThat(data.root().resolve("sandbox-history.jsonl")).doesNotExist();
    }

    @Test
    void everyPlaceIsDrawn() throws Exception {
        for (PlaceDrawer.Place place : PlaceDrawer.Place.values()) {
            assertThat(draw(request(place, 1)).picture().png()).as(place.word()).isNotEmpty();
        }
    }

    @Test
    void aWorkspaceThatIsNotThereIsNamed() {
        DataFolder nowhere = new DataFolder(folder.resolve("nowhere"));
        assertThatThrownBy(
                        () ->
                                new PlacePictures("Program 1", nowhere, NoHub.in(nowhere))
                                        .draw(
                                                request(PlaceDrawer.Place.LIBRARY, 1),
                                                new Cancellation()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("there is no workspace here");
    }
}
