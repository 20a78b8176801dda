package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionTest {

    @Test
    void classesOutsideOfAJarAreADevelopmentVersion() {
        assertThat(Version.current()).isEqualTo("development");
    }
}
