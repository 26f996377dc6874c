package io.kmig.cli.session;

import io.kmig.core.estate.Tp;

/** An offset of a partition that somebody asks about. */
public record Position(Tp partition, long offset) {}
