"""Puts a file into an S3 bucket, which it makes if need be: upload.py ENDPOINT BUCKET KEY FILE."""
import os
import sys

import boto3
from botocore.config import Config

endpoint, bucket, key, file = sys.argv[1:]
store = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1",
                     aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"],
                     aws_secret_access_key=os.environ["AWS_SECRET_ACCESS_KEY"],
                     config=Config(retries={"max_attempts": 10}, connect_timeout=2, read_timeout=10))
if bucket not in [found["Name"] for found in store.list_buckets()["Buckets"]]:
    store.create_bucket(Bucket=bucket)
store.upload_file(file, bucket, key)
