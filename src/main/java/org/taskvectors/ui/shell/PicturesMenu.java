package org.taskvectors.ui.shell;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import org.taskvectors.ui.screenshot.Camera;
import org.taskvectors.ui.screenshot.Screenshot;
import org.taskvectors.ui.screenshot.ScreenshotPanel;
import org.taskvectors.ui.screenshot.ScreenshotViewModel;
import org.taskvectors.ui.screenshot.WindowSitter;
import org.taskvectors.ui.sheet.SheetPanel;
import org.taskvectors.ui.sheet.SheetViewModel;

/// The menu behind the camera, with the panels that it opens: screenshots of the window, and the
/// sheet of figures. The same things are commands of the finder.
final class PicturesMenu {
    private static final KeyCombination SCREENSHOT =
            new KeyCodeCombination(
                    KeyCode.S, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN);

    private final BooleanSupplier isResting;
    private final Parent content;
    private final Supplier<Place> place;
    private final WindowSitter sitter;
    private final ScreenshotViewModel screenshots;
    private final SheetViewModel sheet;

    /// @param isResting whether another card rests the window
    /// @param content what the window shows when nothing floats over it
    /// @param host what the place stands in
    /// @param place the place that is shown
    PicturesMenu(
            AppContext context,
            ThemeViewModel themes,
            BooleanSupplier isResting,
            Parent content,
            Node host,
            Supplier<Place> place) {
        this.isResting = isResting;
        this.content = content;
        this.place = place;
        this.sitter = new WindowSitter(context, new Camera(content, themes), content, host, place);
        this.screenshots = new ScreenshotViewModel(context, sitter);
        this.sheet = new SheetViewModel(context);
    }

    /// The panels, which are hidden until they are asked for.
    List<Node> panels() {
        return List.of(new ScreenshotPanel(screenshots, content), new SheetPanel(sheet, content));
    }

    List<MenuItem> items() {
        MenuItem window = new MenuItem("Screenshot of the window…");
        window.setAccelerator(SCREENSHOT);
        window.setOnAction(_ -> take(ScreenshotViewModel.Kind.WINDOW));
        MenuItem one = new MenuItem("Screenshot of this place…");
        one.setOnAction(_ -> take(ScreenshotViewModel.Kind.PLACE));
        MenuItem figures = new MenuItem("Figure sheet…");
        figures.setId("figure-sheet");
        figures.setOnAction(_ -> sheet.show());
        return List.of(window, one, new SeparatorMenuItem(), figures);
    }

    List<Command> commands() {
        return List.of(
                new Command(
                        "Screenshot of the window…",
                        "Ctrl Shift S",
                        () -> take(ScreenshotViewModel.Kind.WINDOW)),
                new Command(
                        "Screenshot of " + place.get().word() + "…",
                        "picture",
                        () -> take(ScreenshotViewModel.Kind.PLACE)),
                new Command("Figure sheet…", "figures", sheet::show));
    }

    /// The key of a menu's item works while a card or a panel rests the window, too.
    private void take(ScreenshotViewModel.Kind kind) {
        if (!isResting.getAsBoolean() && !isPanelShown()) {
            screenshots.show(kind);
        }
    }

    /// Asks for a picture of what the last one was of, where the key for that was pressed.
    ///
    /// @return whether it was
    boolean isAskedBy(KeyEvent event) {
        boolean isKey = SCREENSHOT.match(event);
        if (isKey) {
            screenshots.show();
        }
        return isKey;
    }

    /// Whether one of the panels rests the window.
    boolean isPanelShown() {
        return screenshots.shownProperty().get() || sheet.shownProperty().get();
    }

    /// Whether the sheet of figures rests the window: what is done to it can be taken back there.
    boolean isSheetShown() {
        return sheet.shownProperty().get();
    }

    /// A picture of the content, in the theme that is shown.
    Screenshot picture(int scale) {
        return sitter.take(sitter.subjects().getFirst(), scale, Optional.empty());
    }
}
