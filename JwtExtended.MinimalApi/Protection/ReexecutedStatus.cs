using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Protection;

/// <summary>
/// The status of a request that is executed a second time, for an error page. ASP.NET Core does not call a handler behind endpoint filters
/// while the status is an error, because that is how it notes a failed binding: the page would be empty.
/// </summary>
internal static class ReexecutedStatus
{
    /// <summary>Sets the error aside until the answer starts; a handler that sets a status of its own keeps it.</summary>
    public static void SetAside(HttpResponse response)
    {
        if (response.StatusCode < StatusCodes.Status400BadRequest || response.HasStarted)
            return;
        var status = response.StatusCode;
        response.StatusCode = StatusCodes.Status200OK;
        response.OnStarting(() =>
        {
            if (response.StatusCode == StatusCodes.Status200OK)
                response.StatusCode = status;
            return Task.CompletedTask;
        });
    }
}
