using System.Text.Json;

namespace Conduit.Users;

/// <summary>Every request and response about a user is an object with one member.</summary>
internal sealed record UserEnvelope<T>(T User)
    where T : class
{
    // The serializer does not see that a type parameter is not nullable.
    public T User { get; } = User ?? throw new JsonException("'user' is null.");
}
