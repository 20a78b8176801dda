package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import javafx.geometry.Rectangle2D;
import org.junit.jupiter.api.Test;
import org.taskvectors.workspace.WindowBounds;

class ScreenFitTest {
    private static final Rectangle2D LARGE = new Rectangle2D(0, 0, 2560, 1400);
    private static final Rectangle2D TWICE = new Rectangle2D(0, 0, 720, 450);
    private static final Rectangle2D BESIDE = new Rectangle2D(2560, 200, 1280, 1000);

    private static WindowBounds fit(WindowBounds saved, Rectangle2D... screens) {
        return ScreenFit.of(Optional.of(saved), List.of(screens));
    }

    private static WindowBounds at(double x, double y, double width, double height) {
        return new WindowBounds(x, y, width, height, false);
    }

    @Test
    void atFirstItIsAsLargeAsTheScreenLetsIt() {
        assertThat(ScreenFit.of(Optional.empty(), List.of(LARGE))).isEqualTo(at(0, 0, 1440, 900));
        assertThat(ScreenFit.of(Optional.empty(), List.of(TWICE)))
                .isEqualTo(new WindowBounds(0, 0, 720, 450, true));
        assertThat(ScreenFit.of(Optional.empty(), List.of(new Rectangle2D(0, 30, 1440, 870))))
                .isEqualTo(new WindowBounds(0, 30, 1440, 870, true));
        assertThat(ScreenFit.of(Optional.empty(), List.of(new Rectangle2D(0, 0, 1920, 850))))
                .isEqualTo(at(0, 0, 1440, 850));
    }

    @Test
    void whereItStoodItStandsAgain() {
        assertThat(fit(at(100, 90, 1200, 800), LARGE)).isEqualTo(at(100, 90, 1200, 800));
        assertThat(fit(at(2600, 300, 1000, 700), LARGE, BESIDE))
                .isEqualTo(at(2600, 300, 1000, 700));
    }

    @Test
    void oneThatIsLargerThanItsScreenNowFitsIt() {
        assertThat(fit(at(100, 90, 1440, 900), TWICE))
                .isEqualTo(new WindowBounds(0, 0, 720, 450, true));
        assertThat(fit(at(2500, 150, 1400, 600), LARGE, BESIDE))
                .isEqualTo(at(2560, 200, 1280, 600));
    }

    @Test
    void oneWhoseScreenIsGoneComesToTheFirst() {
        assertThat(fit(at(2600, 300, 1000, 700), LARGE)).isEqualTo(at(1560, 300, 1000, 700));
        assertThat(fit(at(-3000, -3000, 1000, 700), LARGE)).isEqualTo(at(0, 0, 1000, 700));
    }
}
