using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Conduit.Data;

/// <summary>Stores an instant as a number, which SQLite can compare.</summary>
internal sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
    instant => instant.ToUnixTimeMilliseconds(), number => DateTimeOffset.FromUnixTimeMilliseconds(number));
