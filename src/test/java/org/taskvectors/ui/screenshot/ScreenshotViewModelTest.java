package org.taskvectors.ui.screenshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.common.Theme;
import org.taskvectors.ui.screenshot.ScreenshotViewModel.Kind;
import org.taskvectors.ui.screenshot.ScreenshotViewModel.Look;
import org.taskvectors.ui.screenshot.ScreenshotViewModel.Subject;
import org.taskvectors.workspace.WorkspaceState;

/// Which picture is taken, without a window to take it of.
class ScreenshotViewModelTest {
    private static final Subject WINDOW = new Subject(Kind.WINDOW, "window", "The window");
    private static final Subject PLACE = new Subject(Kind.PLACE, "place", "Compare");

    @TempDir private Path folder;
    private final TestPlace place = new TestPlace(WorkspaceState.EMPTY.withName("Trials"));
    private final FakeSitter sitter = new FakeSitter();
    private final ScreenshotViewModel model = new ScreenshotViewModel(place.context(), sitter);

    @AfterEach
    void close() {
        place.close();
    }

    private static final class FakeSitter implements ScreenshotViewModel.Sitter {
        private final List<String> taken = new ArrayList<>();
        private int largest = 3;

        @Override
        public List<Subject> subjects() {
            return List.of(WINDOW, PLACE);
        }

        @Override
        public boolean isPossible(Subject subject, int scale) {
            return scale <= largest;
        }

        @Override
        public Screenshot take(Subject subject, int scale, Optional<Theme> theme) {
            taken.add(subject.id() + " " + scale + " " + theme);
            return new Screenshot(
                    subject.label(),
                    "Trials",
                    theme.orElse(Theme.LIGHT),
                    scale,
                    new BufferedImage(4 * scale, 3 * scale, BufferedImage.TYPE_INT_RGB));
        }
    }

    @Test
    void savesWhatWasChosenUnderAFileNameThatSaysIt() throws Exception {
        Path file = folder.resolve("p.png");
        place.saveTo = Optional.of(file);
        model.show(Kind.PLACE);
        model.scaleProperty().set(3);
        model.lookProperty().set(Look.DARK);
        model.save();
        place.until(() -> !model.toldProperty().get().isEmpty());
        assertThat(model.toldProperty().get()).startsWith("Saved ").contains("p.png");
        assertThat(sitter.taken).containsExactly("place 3 Optional[DARK]");
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                .contains(
                        "Compare of the workspace Trials; dark theme; 4 × 3 at 3x",
                        "Task Vector Workbench test");
        assertThat(sitter.take(PLACE, 2, Optional.of(Theme.DARK)).fileName())
                .isEqualTo("compare-dark-2x.png");
    }

    @Test
    void theNextPictureBeginsWithTheChoicesOfTheLast() {
        model.show();
        assertThat(model.subjectProperty().get()).contains(WINDOW);
        assertThat(model.scaleProperty().get()).isEqualTo(2);
        model.subjectProperty().set(Optional.of(PLACE));
        model.scaleProperty().set(1);
        model.lookProperty().set(Look.LIGHT);
        model.hide();
        ScreenshotViewModel next = new ScreenshotViewModel(place.context(), sitter);
        next.show();
        assertThat(next.shownProperty().get()).isTrue();
        assertThat(next.subjectProperty().get()).contains(PLACE);
        assertThat(next.scaleProperty().get()).isEqualTo(1);
        assertThat(next.lookProperty().get()).isEqualTo(Look.LIGHT);
    }

    @Test
    void aPictureThatIsTooLargeIsNotTaken() {
        sitter.largest = 2;
        model.show();
        model.scaleProperty().set(3);
        assertThat(model.possibleProperty().get()).isFalse();
        assertThat(model.toldProperty().get()).contains("choose a smaller scale");
        model.save();
        List<byte[]> clipboard = new ArrayList<>();
        model.copy(clipboard::add);
        assertThat(sitter.taken).isEmpty();
        assertThat(clipboard).isEmpty();
        model.scaleProperty().set(2);
        assertThat(model.possibleProperty().get()).isTrue();
        assertThat(model.toldProperty().get()).isEmpty();
    }

    @Test
    void theSamePictureIsTheSameFile() {
        Screenshot shot = sitter.take(WINDOW, 2, Optional.empty());
        assertThat(shot.png("P 1")).isEqualTo(shot.png("P 1"));
    }
}
