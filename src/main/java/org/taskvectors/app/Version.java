package org.taskvectors.app;

import java.util.Optional;

/// The program's version, as the build wrote it into the jar.
public final class Version {

    private Version() {}

    /// The version of the jar, or `development` when the classes do not come from one.
    public static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
