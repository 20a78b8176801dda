package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColourRampTest {
    @Test
    void cosineIsCentredOnZero() {
        ColourScale scale = ColourScale.diverging(0.5);
        ColourRamp light = Palette.LIGHT.ramp(scale);
        assertThat(light.of(-0.5, scale)).isEqualTo(new Color(0x2166AC));
        assertThat(light.of(0, scale)).isEqualTo(new Color(0xF7F7F7));
        assertThat(light.of(0.5, scale)).isEqualTo(new Color(0xB2182B));
        ColourRamp dark = Palette.DARK.ramp(scale);
        assertThat(dark.of(-0.5, scale)).isEqualTo(new Color(0x6EB2E8));
        assertThat(dark.of(0, scale)).isEqualTo(new Color(0x282C35));
        assertThat(dark.of(0.5, scale)).isEqualTo(new Color(0xF48C6E));
    }

    @Test
    void valuesBeyondTheScaleHaveItsLastColour() {
        ColourScale scale = ColourScale.diverging(0.5);
        ColourRamp ramp = Palette.LIGHT.ramp(scale);
        assertThat(ramp.of(3, scale)).isEqualTo(ramp.of(0.5, scale));
        assertThat(ramp.of(-3, scale)).isEqualTo(ramp.of(-0.5, scale));
    }

    @Test
    void normsGoOneWayInLightness() {
        for (Palette palette : List.of(Palette.LIGHT, Palette.DARK, Palette.PRINT)) {
            double before = Double.NaN;
            double direction = 0;
            for (int i = 0; i <= 20; i++) {
                Color colour = palette.sequential().at(i / 20.0);
                double light =
                        0.2126 * colour.getRed()
                                + 0.7152 * colour.getGreen()
                                + 0.0722 * colour.getBlue();
                if (i == 1) {
                    direction = Math.signum(light - before);
                } else if (i > 1) {
                    assertThat(Math.signum(light - before)).isEqualTo(direction);
                }
                before = light;
            }
        }
    }

    @Test
    void scalesAreSymmetricAndEndWell() {
        assertThat(ColourScale.divergingOver(List.of(List.of(0.31, -0.42, Double.NaN))))
                .isEqualTo(ColourScale.diverging(0.5));
        assertThat(ColourScale.sequentialOver(List.of(List.of(0.0, 1.31))))
                .isEqualTo(ColourScale.sequential(0, 1.5));
        assertThat(ColourScale.divergingOver(List.of(List.of(Double.NaN))))
                .isEqualTo(ColourScale.diverging(1));
    }
}
