package org.reasoningrouter.router.decide;

import java.nio.file.Path;
import java.util.Optional;

/// What a policy file names as its shadow.
///
/// @param model the folder of a second model; absent where the shadow judges the scores of the
///   models in force
public record ShadowFiles(Path policy, Optional<String> model) {}
