package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VectorStyleTest {
    @Test
    void theFirstEightHaveTheirOwnDashMarkerAndColour() {
        Set<String> dashes = new HashSet<>();
        Set<Integer> markers = new HashSet<>();
        for (int i = 0; i < VectorStyle.KINDS; i++) {
            dashes.add(java.util.Arrays.toString(VectorStyle.dash(i, 1)));
            markers.add(VectorStyle.markerKind(i));
        }
        assertThat(dashes).hasSize(8);
        assertThat(markers).hasSize(8);
        for (Palette palette : List.of(Palette.LIGHT, Palette.DARK, Palette.PRINT)) {
            assertThat(new HashSet<>(palette.vectors())).hasSize(8);
        }
    }

    @Test
    void laterOnesDifferInTheirPairOfDashAndMarkerWhereTheColourComesBack() {
        Set<String> looks = new HashSet<>();
        for (int i = 0; i < 64; i++) {
            looks.add(VectorStyle.dashKind(i) + " " + VectorStyle.markerKind(i));
        }
        assertThat(looks).hasSizeGreaterThanOrEqualTo(32);
        for (int i = 0; i < 56; i++) {
            assertThat(VectorStyle.dashKind(i)).isNotEqualTo(VectorStyle.dashKind(i + 8));
            assertThat(VectorStyle.markerKind(i)).isNotEqualTo(VectorStyle.markerKind(i + 8));
        }
    }

    @Test
    void theFirstFourAreTheColoursOfTheDesign() {
        assertThat(Palette.LIGHT.vectors().subList(0, 4))
                .containsExactly(
                        new Color(0x0072B2),
                        new Color(0xD55E00),
                        new Color(0x009E73),
                        new Color(0xAA4F83));
        assertThat(Palette.DARK.vectors().subList(0, 4))
                .containsExactly(
                        new Color(0x4DA3E0),
                        new Color(0xF0824A),
                        new Color(0x35C08F),
                        new Color(0xDE9CC3));
    }

    @Test
    void everyColourShowsOnItsSurface() {
        for (Palette palette : List.of(Palette.LIGHT, Palette.DARK, Palette.PRINT)) {
            for (Color colour : palette.vectors()) {
                assertThat(contrast(colour, palette.surface()))
                        .as("%s on %s", colour, palette.surface())
                        .isGreaterThanOrEqualTo(3);
            }
            assertThat(contrast(palette.muted(), palette.surface())).isGreaterThanOrEqualTo(4.5);
        }
    }

    @Test
    void theWindowsStyleSheetsHaveTheSameColours() throws Exception {
        sameAs("light.css", Palette.LIGHT);
        sameAs("dark.css", Palette.DARK);
    }

    private static void sameAs(String sheet, Palette palette) throws Exception {
        String css;
        try (InputStream in =
                VectorStyleTest.class.getResourceAsStream("/org/taskvectors/ui/common/" + sheet)) {
            css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (int i = 0; i < palette.vectors().size(); i++) {
            assertThat(css).contains("-tv-vector-%d: %s;".formatted(i + 1, hex(palette.vector(i))));
        }
        assertThat(css).contains("-tv-surface: " + hex(palette.surface()) + ";");
        assertThat(css).contains("-tv-grid: " + hex(palette.grid()) + ";");
        assertThat(css).contains("-tv-muted: " + hex(palette.muted()) + ";");
        assertThat(css).contains("-tv-selection: " + hex(palette.mark()) + ";");
    }

    private static String hex(Color colour) {
        return "#%06X".formatted(colour.getRGB() & 0xFFFFFF);
    }

    /// Contrast of WCAG 2.
    private static double contrast(Color one, Color other) {
        List<Double> light = new ArrayList<>(List.of(luminance(one), luminance(other)));
        light.sort(null);
        return (light.get(1) + 0.05) / (light.get(0) + 0.05);
    }

    private static double luminance(Color colour) {
        return 0.2126 * linear(colour.getRed())
                + 0.7152 * linear(colour.getGreen())
                + 0.0722 * linear(colour.getBlue());
    }

    private static double linear(int level) {
        double share = level / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
}
