using System.Text.Json;
using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>
/// Refuses to write a task whose result was meant: <c>Results.Ok(jwt.StartSessionAsync(...))</c> without <c>await</c> would respond with
/// the properties of the task.
/// </summary>
/// <typeparam name="T">The type of the task.</typeparam>
internal sealed class UnawaitedConverter<T> : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Tasks are not read.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw new InvalidOperationException(
        $"A response was given a {typeof(T).Name[..^2]} of tokens instead of the tokens: await it.");
}
