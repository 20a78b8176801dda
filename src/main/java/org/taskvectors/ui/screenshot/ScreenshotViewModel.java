package org.taskvectors.ui.screenshot;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.ui.common.Theme;
import org.taskvectors.ui.figures.FileSaver;
import org.taskvectors.ui.shell.AppContext;

/// Which picture of the window is wanted, and where it goes.
public final class ScreenshotViewModel {
    /// The scales that can be chosen.
    public static final List<Integer> SCALES = List.of(1, 2, 3);

    private static final String SCALE = "screenshot.scale";
    private static final String LOOK = "screenshot.theme";
    private static final String KIND = "screenshot.what";

    /// What a subject is, remembered from one picture to the next.
    public enum Kind {
        WINDOW,
        PLACE,
        CARD
    }

    /// Something that a picture can show.
    ///
    /// @param id by which it is found in the window
    /// @param label for a list of choices
    public record Subject(Kind kind, String id, String label) {}

    /// The colours of a picture.
    public enum Look {
        SHOWN("as shown"),
        LIGHT("light"),
        DARK("dark");

        private final String word;

        Look(String word) {
            this.word = word;
        }

        /// For a list of choices.
        public String word() {
            return word;
        }

        /// Empty for the colours that are shown.
        public Optional<Theme> theme() {
            return switch (this) {
                case SHOWN -> Optional.empty();
                case LIGHT -> Optional.of(Theme.LIGHT);
                case DARK -> Optional.of(Theme.DARK);
            };
        }
    }

    /// The window, as far as pictures are taken of it.
    public interface Sitter {
        /// What there is to take a picture of now: the window, its place, the cards of the place.
        List<Subject> subjects();

        /// Whether a picture is not too large to be taken.
        boolean isPossible(Subject subject, int scale);

        /// Takes a picture.
        Screenshot take(Subject subject, int scale, Optional<Theme> theme);
    }

    private final AppContext context;
    private final Sitter sitter;
    private final FileSaver files;
    private final BooleanProperty shown = new SimpleBooleanProperty(this, "shown");
    private final ObjectProperty<Optional<Subject>> subject =
            new SimpleObjectProperty<>(this, "subject", Optional.empty());
    private final ObjectProperty<Integer> scale = new SimpleObjectProperty<>(this, "scale", 2);
    private final ObjectProperty<Look> look = new SimpleObjectProperty<>(this, "look", Look.SHOWN);
    private final ReadOnlyStringWrapper told = new ReadOnlyStringWrapper(this, "told", "");
    private final ReadOnlyBooleanWrapper possible =
            new ReadOnlyBooleanWrapper(this, "possible", true);
    private List<Subject> subjects = List.of();

    public ScreenshotViewModel(AppContext context, Sitter sitter) {
        this.context = context;
        this.sitter = sitter;
        this.files = new FileSaver(context, told::set);
        subject.addListener((_, _, _) -> changed());
        scale.addListener((_, _, _) -> changed());
        look.addListener((_, _, _) -> changed());
    }

    /// Shows the panel, with what was chosen for the last picture.
    public void show() {
        subjects = sitter.subjects();
        Kind kind = constant(KIND, Kind.WINDOW);
        Look kept = constant(LOOK, Look.SHOWN);
        scale.set(keptScale().filter(SCALES::contains).orElse(2));
        look.set(kept);
        subject.set(
                subjects.stream()
                        .filter(one -> one.kind() == kind)
                        .findFirst()
                        .or(() -> subjects.stream().findFirst()));
        told.set("");
        shown.set(true);
    }

    /// Shows the panel for a picture of the window, or of its place.
    public void show(Kind kind) {
        keep(KIND, kind.name());
        show();
    }

    public void hide() {
        shown.set(false);
    }

    /// Whether the panel is shown.
    public BooleanProperty shownProperty() {
        return shown;
    }

    /// What there was to take a picture of when the panel was opened.
    public List<Subject> subjects() {
        return subjects;
    }

    /// Of what; empty before the panel is shown.
    public ObjectProperty<Optional<Subject>> subjectProperty() {
        return subject;
    }

    /// Pixels for each unit of the window.
    public ObjectProperty<Integer> scaleProperty() {
        return scale;
    }

    public ObjectProperty<Look> lookProperty() {
        return look;
    }

    /// A sentence about what was done, or why it cannot be done.
    public ReadOnlyStringProperty toldProperty() {
        return told.getReadOnlyProperty();
    }

    /// Whether the picture can be taken; it may be too large.
    public ReadOnlyBooleanProperty possibleProperty() {
        return possible.getReadOnlyProperty();
    }

    /// The picture in small; empty where there is nothing to take one of.
    public Optional<Screenshot> preview() {
        return subject.get().map(chosen -> sitter.take(chosen, 1, look.get().theme()));
    }

    /// Takes the picture, and asks for the file that it goes into.
    public void save() {
        taken().ifPresent(
                        shot ->
                                files.save(
                                        "Save the screenshot",
                                        shot.fileName(),
                                        "PNG picture",
                                        path ->
                                                AtomicFile.write(
                                                        path, shot.png(context.program()))));
    }

    /// Takes the picture and puts it on the clipboard.
    ///
    /// @param clipboard takes the bytes of a PNG file, on the window's thread
    void copy(Consumer<byte[]> clipboard) {
        taken().ifPresent(
                        shot ->
                                context.background()
                                        .brief(
                                                "Copying the screenshot",
                                                (_, _) -> shot.png(context.program()),
                                                png -> {
                                                    clipboard.accept(png);
                                                    told.set("The screenshot is on the clipboard");
                                                }));
    }

    private Optional<Screenshot> taken() {
        told.set("");
        return subject.get()
                .filter(chosen -> sitter.isPossible(chosen, scale.get()))
                .map(chosen -> sitter.take(chosen, scale.get(), look.get().theme()));
    }

    private void changed() {
        boolean isPossible =
                subject.get().filter(one -> sitter.isPossible(one, scale.get())).isPresent();
        possible.set(isPossible);
        told.set(isPossible ? "" : "This is too large for a picture: choose a smaller scale");
        subject.get().ifPresent(chosen -> keep(KIND, chosen.kind().name()));
        keep(SCALE, Integer.toString(scale.get()));
        keep(LOOK, look.get().name());
    }

    private void keep(String key, String value) {
        String word = value.toLowerCase(Locale.ROOT);
        if (!context.workspace().state().choice(key, "").equals(word)) {
            context.workspace().update(state -> state.withChoice(key, word));
        }
    }

    private Optional<Integer> keptScale() {
        try {
            return Optional.of(Integer.valueOf(context.workspace().state().choice(SCALE, "2")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private <E extends Enum<E>> E constant(String key, E fallback) {
        String word = context.workspace().state().choice(key, "").toUpperCase(Locale.ROOT);
        return List.of(fallback.getDeclaringClass().getEnumConstants()).stream()
                .filter(one -> one.name().equals(word))
                .findFirst()
                .orElse(fallback);
    }
}
