package dev.cairnfs.api;

/** POST /api/v1/client/renew-lease. */
public record RenewLeaseRequest(String clientName) {}
