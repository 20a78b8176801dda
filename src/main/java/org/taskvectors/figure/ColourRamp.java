package org.taskvectors.figure;

import java.awt.Color;

/// Colours between evenly spaced stops, mixed in Oklab (Björn Ottosson 2020), where equal steps
/// look equal.
final class ColourRamp {
    private final double[][] stops;

    ColourRamp(int... rgb) {
        stops = new double[rgb.length][];
        for (int i = 0; i < rgb.length; i++) {
            stops[i] = lab(rgb[i]);
        }
    }

    /// The colour at a share of the way from the first stop to the last; beyond them the last.
    Color at(double share) {
        double place = Math.clamp(share, 0, 1) * (stops.length - 1);
        int below = Math.min((int) place, stops.length - 2);
        double rest = place - below;
        double[] mixed = new double[3];
        for (int i = 0; i < 3; i++) {
            mixed[i] = stops[below][i] + rest * (stops[below + 1][i] - stops[below][i]);
        }
        return colour(mixed);
    }

    /// The colour of a value on a scale; of two hues the middle is zero, whatever its ends are.
    Color of(double value, ColourScale scale) {
        if (scale.diverging()) {
            double reach = Math.max(Math.abs(scale.low()), Math.abs(scale.high()));
            return at(0.5 + 0.5 * value / reach);
        }
        return at((value - scale.low()) / (scale.high() - scale.low()));
    }

    private static double[] lab(int rgb) {
        double r = linear((rgb >> 16 & 0xFF) / 255.0);
        double g = linear((rgb >> 8 & 0xFF) / 255.0);
        double b = linear((rgb & 0xFF) / 255.0);
        double l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        double m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        double s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return new double[] {
            0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
        };
    }

    private static Color colour(double[] lab) {
        double l = cube(lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2]);
        double m = cube(lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2]);
        double s = cube(lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2]);
        return new Color(
                level(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                level(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                level(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
    }

    private static double cube(double value) {
        return value * value * value;
    }

    private static double linear(double level) {
        return level <= 0.04045 ? level / 12.92 : Math.pow((level + 0.055) / 1.055, 2.4);
    }

    private static int level(double linear) {
        double level =
                linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
        return (int) Math.round(255 * Math.clamp(level, 0, 1));
    }
}
