package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Shown;
import org.taskvectors.job.CancelledException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Draws a place of the window into a file.
@Command(
        name = "screenshot",
        description =
                "Draws a place of the window as it shows a workspace, without a display. The"
                        + " workspace is only read.")
final class ScreenshotCommand implements Callable<Integer> {
    private static final Pattern SIZE = Pattern.compile("(\\d{3,4})[x×](\\d{3,4})");
    private static final int LEAST_WIDTH = 880;
    private static final int LEAST_HEIGHT = 560;
    private static final int MOST_SCALE = 3;
    private static final long MOST_MEGAPIXELS = 64;
    private static final long MOST_SECONDS = Duration.ofDays(1).toSeconds();
    private static final String ENDING = ".png";

    private final Session session;
    private final PlaceDrawer drawer;

    @Parameters(
            paramLabel = "PLACE",
            converter = Words.Places.class,
            description = "library, extract, compare, sandbox, evaluate, merge or train.")
    private PlaceDrawer.Place place;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The PNG file that the picture goes into.")
    private Path target;

    @Option(
            names = "--scale",
            paramLabel = "N",
            defaultValue = "1",
            description = "1, 2 or 3 pixels for each unit of the window; 1 by default.")
    private int scale;

    @Option(
            names = "--theme",
            paramLabel = "THEME",
            converter = Words.Themes.class,
            description = "light or dark; by default the workspace's, light where it has none.")
    private PlaceDrawer.@Nullable Theme theme;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            defaultValue = "1440x900",
            description = "Size of the window; 1440x900 by default, at least 880x560.")
    private String size;

    @Option(
            names = "--workspace",
            paramLabel = "FILE",
            description = "The workspace's file; by default the one that the window opens.")
    private @Nullable Path workspace;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long its numbers may take; 300 by default.")
    private long timeout;

    @Mixin private OutputOptions output = new OutputOptions();
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    ScreenshotCommand(Session session, PlaceDrawer drawer) {
        this.session = session;
        this.drawer = drawer;
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        PlaceDrawer.Request request = request();
        PlaceDrawer.Drawing drawing =
                session.run(
                        "Drawing " + place.word(),
                        (_, cancellation) -> drawer.draw(request, cancellation));
        AtomicFile.write(target, drawing.picture().png());
        int width = request.width() * scale;
        int height = request.height() * scale;
        if (output.isJson()) {
            Json.print(json(drawing, width, height), session.out());
        } else {
            session.out().println(Shown.of(target) + "  " + width + " × " + height + " pixels");
            drawing.notes().forEach(note -> session.out().println("note: " + Shown.whole(note)));
        }
        return 0;
    }

    private PlaceDrawer.Request request() {
        Matcher read = SIZE.matcher(size);
        if (!read.matches()) {
            throw wrong("--size " + size + ": two numbers are needed, as in 1440x900");
        }
        int width = Integer.parseInt(read.group(1));
        int height = Integer.parseInt(read.group(2));
        if (width < LEAST_WIDTH || height < LEAST_HEIGHT) {
            throw wrong(
                    "--size "
                            + size
                            + ": the window is at least "
                            + LEAST_WIDTH
                            + "x"
                            + LEAST_HEIGHT);
        }
        if (scale < 1 || scale > MOST_SCALE) {
            throw wrong("--scale " + scale + ": this is not 1, 2 or 3");
        }
        if ((long) width * height * scale * scale > MOST_MEGAPIXELS * 1_000_000) {
            throw wrong(
                    "--size "
                            + size
                            + " --scale "
                            + scale
                            + ": a picture has at most "
                            + MOST_MEGAPIXELS
                            + " million pixels");
        }
        if (timeout < 1) {
            throw wrong("--timeout " + timeout + ": this is less than a second");
        }
        if (timeout > MOST_SECONDS) {
            throw wrong("--timeout " + timeout + ": this is more than a day");
        }
        if (!String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT).endsWith(ENDING)) {
            // Also keeps a slip of the hand off workspaces and models.
            throw wrong("-o " + target + ": a picture's name ends in " + ENDING);
        }
        return new PlaceDrawer.Request(
                place,
                Optional.ofNullable(workspace),
                width,
                height,
                scale,
                Optional.ofNullable(theme),
                Duration.ofSeconds(timeout));
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private ObjectNode json(PlaceDrawer.Drawing drawing, int width, int height) {
        ObjectNode root = Json.document("screenshot", session);
        root.put("output", target.toString());
        root.put("place", place.word());
        root.put("workspace", drawing.workspace().toString());
        root.put("name", drawing.name());
        root.put("theme", drawing.theme().word());
        root.put("scale", scale);
        root.put("width", width);
        root.put("height", height);
        root.set("notes", Json.texts(drawing.notes()));
        return root;
    }
}
