"""Decides the cases by the function of docs/webhooks.md in page.py. Usage: python3 verify.py CASES"""

import base64
import sys

from page import is_valid

with open(sys.argv[1], encoding="utf-8") as cases:
    for line in cases:
        _, secret, message, timestamp, signatures, body, _ = line.split("\t")
        headers = {"webhook-id": message, "webhook-timestamp": timestamp, "webhook-signature": signatures}
        print(str(is_valid(secret, headers, base64.b64decode(body))).lower())
