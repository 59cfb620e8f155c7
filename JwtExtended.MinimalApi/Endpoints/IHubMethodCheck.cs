using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Decides about calls of hub methods.</summary>
internal interface IHubMethodCheck
{
    /// <summary>Checks the token of a connection at a call: its times, its revocation and what the method requires.</summary>
    /// <param name="connection">The request that opened the connection.</param>
    /// <param name="method">The method.</param>
    /// <returns>Why the call is refused, or <see langword="null"/>.</returns>
    ValueTask<JwtError?> RefuseAsync(HttpContext connection, MethodInfo method);
}
