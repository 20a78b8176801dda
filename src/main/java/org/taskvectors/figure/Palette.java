package org.taskvectors.figure;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;

/// The colours of one surface.
///
/// @param surface what the figure stands on
/// @param text names and titles
/// @param muted numbers along an axis
/// @param grid grid lines
/// @param axis lines of the axes, where there are any
/// @param zero the line at zero, where values lie on both sides of it
/// @param mark the tint behind a marked position
/// @param empty fill of an empty cell
/// @param frame outline of the marked column of a heat map
/// @param accent of what was chosen, and of the edited model
/// @param base of the base model
/// @param warning of what a person has to beware of
/// @param vectors one for each vector, in order
/// @param diverging from the lowest value over zero to the highest
/// @param sequential from the weakest value to the strongest
record Palette(
        Color surface,
        Color text,
        Color muted,
        Color grid,
        Color axis,
        Color zero,
        Color mark,
        Color empty,
        Color frame,
        Color accent,
        Color base,
        Color warning,
        List<Color> vectors,
        ColourRamp diverging,
        ColourRamp sequential) {
    /// Okabe and Ito's colours as far as they show on white, the pale ones darkened.
    private static final List<Color> ON_WHITE =
            colours(0x0072B2, 0xD55E00, 0x009E73, 0xAA4F83, 0xA67800, 0x3E9AD0, 0x5A6270, 0x7A3E12);

    private static final List<Color> ON_BLACK =
            colours(0x4DA3E0, 0xF0824A, 0x35C08F, 0xDE9CC3, 0xE3B341, 0x93CDF3, 0xB4BBC6, 0xC9986F);

    static final Palette LIGHT =
            new Palette(
                    colour(0xFFFFFF),
                    colour(0x1A1E26),
                    colour(0x586171),
                    colour(0xE8EBEF),
                    colour(0xE8EBEF),
                    colour(0xB4BBC6),
                    colour(0xE9E8F8),
                    colour(0xF5F6F8),
                    colour(0x1A1E26),
                    colour(0x5B5BD6),
                    colour(0x8791A0),
                    colour(0xA65A00),
                    ON_WHITE,
                    new ColourRamp(0x2166AC, 0xF7F7F7, 0xB2182B),
                    new ColourRamp(0xEDF3F8, 0xB4D2E5, 0x5FA0C9, 0x1F6A9C, 0x08365A));

    static final Palette DARK =
            new Palette(
                    colour(0x1B1E25),
                    colour(0xE6E8ED),
                    colour(0x9AA3B2),
                    colour(0x292E37),
                    colour(0x292E37),
                    colour(0x565E6B),
                    colour(0x33345A),
                    colour(0x20242C),
                    colour(0xE6E8ED),
                    colour(0x9A98F5),
                    colour(0x7F8898),
                    colour(0xF1A10D),
                    ON_BLACK,
                    new ColourRamp(0x6EB2E8, 0x282C35, 0xF48C6E),
                    new ColourRamp(0x232A34, 0x27506E, 0x3F86B4, 0x7DBDE3, 0xD6ECFA));

    /// Paper: the full range of the printed diverging map, as papers have it.
    static final Palette PRINT =
            new Palette(
                    Color.WHITE,
                    Color.BLACK,
                    Color.BLACK,
                    colour(0xE3E6EA),
                    Color.BLACK,
                    colour(0x9AA3B2),
                    colour(0xE9E8F8),
                    colour(0xF4F5F7),
                    Color.BLACK,
                    colour(0x5B5BD6),
                    colour(0x7C8695),
                    colour(0xA65A00),
                    ON_WHITE,
                    new ColourRamp(
                            0x053061, 0x2166AC, 0x4393C3, 0x92C5DE, 0xD1E5F0, 0xF7F7F7, 0xFDDBC7,
                            0xF4A582, 0xD6604D, 0xB2182B, 0x67001F),
                    LIGHT.sequential());

    static Palette of(FigureTheme theme) {
        return switch (theme) {
            case LIGHT -> LIGHT;
            case DARK -> DARK;
            case PRINT -> PRINT;
        };
    }

    Color vector(int index) {
        return index == Series.REFERENCE ? base : vectors.get(Math.floorMod(index, vectors.size()));
    }

    ColourRamp ramp(ColourScale scale) {
        return scale.diverging() ? diverging : sequential;
    }

    private static List<Color> colours(int... rgb) {
        return Arrays.stream(rgb).mapToObj(Palette::colour).toList();
    }

    private static Color colour(int rgb) {
        return new Color(rgb);
    }
}
