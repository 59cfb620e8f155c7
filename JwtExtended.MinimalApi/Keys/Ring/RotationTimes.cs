namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>The times of a key, decided by the process that has stored it.</summary>
/// <param name="Created">When the key was generated. It is published and verifies from then on.</param>
/// <param name="SignsFrom">When it begins to sign.</param>
/// <param name="SignsUntil">When the next key should begin to sign.</param>
internal readonly record struct RotationTimes(DateTimeOffset Created, DateTimeOffset SignsFrom, DateTimeOffset SignsUntil);
